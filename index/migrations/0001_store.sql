-- Rows of one document lie side by side (provisions are keyed by their document), so that a put writes few pages.

CREATE TABLE documents (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  number TEXT,
  number_key TEXT,               -- folded, as numbers are compared
  kind TEXT NOT NULL,
  issuer TEXT,
  issued_on TEXT,
  title TEXT NOT NULL,
  source TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  level INTEGER NOT NULL,        -- with `departments`, a JSON list, the access label
  departments TEXT NOT NULL,
  language TEXT NOT NULL,
  starts TEXT,
  ends TEXT,
  basis TEXT,
  ended_by TEXT,
  portal_status TEXT,
  legal_bases TEXT NOT NULL,
  doubts TEXT NOT NULL,
  provisions INTEGER NOT NULL,
  digest BLOB NOT NULL           -- of all that was read from the file, to tell a change from a repetition
);
CREATE INDEX documents_by_number ON documents (number_key);
CREATE INDEX documents_by_source ON documents (source);
CREATE INDEX documents_ended ON documents (ends) WHERE ended_by IS NOT NULL;

CREATE TABLE texts (
  document INTEGER PRIMARY KEY REFERENCES documents (row) ON DELETE CASCADE,
  text NOT NULL,                 -- TEXT, or a BLOB of zlib where it is long
  card TEXT
);

CREATE TABLE provisions (
  document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  unit TEXT NOT NULL,
  locator TEXT NOT NULL,
  heading TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  parent_id TEXT,
  lead TEXT NOT NULL,
  page INTEGER,
  boxes TEXT,
  cells TEXT,
  amends TEXT,
  starts TEXT,
  ends TEXT,
  basis TEXT,
  ended_by TEXT,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE UNIQUE INDEX provisions_by_id ON provisions (id);

CREATE TABLE passages (
  key INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
  hash BLOB,                     -- of `dense`; NULL where nothing is embedded
  provision_ids TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  dense TEXT NOT NULL
);
CREATE INDEX passages_by_document ON passages (document);
CREATE INDEX passages_by_hash ON passages (hash) WHERE hash IS NOT NULL;

CREATE TABLE files (
  source TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  document INTEGER REFERENCES documents (row) ON DELETE CASCADE,
  reason TEXT
) WITHOUT ROWID;
CREATE INDEX files_by_document ON files (document);

CREATE TABLE vectors (
  model TEXT NOT NULL,
  hash BLOB NOT NULL,
  vector BLOB NOT NULL,          -- float16, little-endian
  PRIMARY KEY (model, hash)
) WITHOUT ROWID;

CREATE TABLE operations (
  revision INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id TEXT NOT NULL,
  verb TEXT NOT NULL,
  at TEXT NOT NULL
);
