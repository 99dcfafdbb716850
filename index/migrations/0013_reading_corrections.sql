-- What people corrected of what was read from a file. They belong to its bytes, and outlive the documents that are
-- made of them; none is ever deleted, and one that was taken back says who did so.

CREATE TABLE reading_corrections (
  entry INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 TEXT NOT NULL,          -- of the original bytes
  field TEXT NOT NULL,           -- number, kind, issuer, issued_on, title or text
  value TEXT NOT NULL,
  replaces TEXT NOT NULL,        -- the words of the text that were misread; '' for other fields
  before TEXT NOT NULL,          -- what stands before and behind these words, so that they are found again
  behind TEXT NOT NULL,
  start INTEGER,                 -- where they began in the text that was corrected
  page INTEGER,
  who TEXT NOT NULL,
  note TEXT NOT NULL,
  at TEXT NOT NULL,
  undone_by TEXT,
  undone_at TEXT
);
CREATE INDEX reading_corrections_of_file ON reading_corrections (sha256, entry);
