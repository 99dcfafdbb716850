-- How well a document was read, as JSON: pages by grade, numbers that may be misread, signatures of the file.

CREATE TABLE qualities (
  document INTEGER PRIMARY KEY REFERENCES documents (row) ON DELETE CASCADE,
  quality TEXT NOT NULL
);
