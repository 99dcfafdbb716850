"""One reader per format, each behind the `Reader` protocol of `ingest.reading`."""
