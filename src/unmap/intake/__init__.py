"""Sheets and files of the field to rows of a record: header, columns, places, organisations, differences."""
