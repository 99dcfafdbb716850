-- The label that a document had before an operation took it away (a deletion, a new label), so that who could read
-- the document until then can be told that it is gone, and nobody else.

CREATE TABLE labels_before (
  revision INTEGER PRIMARY KEY,  -- of the operation
  document_id TEXT NOT NULL,
  level INTEGER NOT NULL,
  departments TEXT NOT NULL
);
CREATE INDEX labels_before_of_document ON labels_before (document_id, revision);
