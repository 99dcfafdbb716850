-- What documents say of the end of other acts, held or not. A document without a row in `endings_read` is to
-- be read for them, and one that was read by other rules again.

CREATE TABLE endings (
  document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
  act_key TEXT NOT NULL,         -- folded, as numbers of acts are compared
  number TEXT NOT NULL,
  day TEXT NOT NULL,
  locator TEXT NOT NULL,
  verb TEXT NOT NULL,
  issuer TEXT,                   -- of the ended act, where its number has no year
  PRIMARY KEY (document, act_key)
) WITHOUT ROWID;
CREATE INDEX endings_by_act ON endings (act_key, day);

CREATE TABLE endings_read (
  document INTEGER PRIMARY KEY REFERENCES documents (row) ON DELETE CASCADE,
  rules INTEGER NOT NULL
);
