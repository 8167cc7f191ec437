"""The record and its areas as they are: who does what where, the framework, need, sources."""
