"""The API's definition: OpenAPI 3.1 as the framework writes it, completed, and the same in OpenAPI 3.0."""
