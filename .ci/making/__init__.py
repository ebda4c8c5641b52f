"""What .ci/docs makes: schemas of JSON documents, and tables and pages of the documentation."""
