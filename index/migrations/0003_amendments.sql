-- What acts order of parts of other acts, what provisions refer to, and what an operator corrected by hand.
-- Edges and references are read together with `endings`: one row of `endings_read` stands for all three.

CREATE TABLE edges (
  document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  verb TEXT NOT NULL,
  act TEXT NOT NULL,             -- number of the act that is changed, or its name where no number is known
  act_key TEXT NOT NULL,         -- folded, as numbers of acts are compared
  issuer TEXT,                   -- of that act, where its number has no year
  place TEXT NOT NULL,           -- "Điều 24 khoản 6 điểm b"; "" is the whole act
  phrase TEXT,
  wording TEXT,                  -- what stands in place of the phrase
  day TEXT,
  locator TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  confidence REAL NOT NULL,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE INDEX edges_by_act ON edges (act_key, place);

CREATE TABLE mentions (
  document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
  locator TEXT NOT NULL,
  act_key TEXT NOT NULL,         -- "" is the document itself
  act TEXT NOT NULL,
  place TEXT NOT NULL,
  PRIMARY KEY (document, locator, act_key, place)
) WITHOUT ROWID;
CREATE INDEX mentions_of_act ON mentions (act_key, place) WHERE act_key <> '';

-- Never deleted: the last row of a document and place counts, and the rows before it tell who set what and why.
-- They refer to the document by its id, so that they outlive its rows.
CREATE TABLE corrections (
  entry INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id TEXT NOT NULL,
  place TEXT NOT NULL,
  starts TEXT,
  ends TEXT,
  basis TEXT,
  withdrawn INTEGER NOT NULL,
  who TEXT NOT NULL,
  note TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX corrections_of_document ON corrections (document_id, place);

CREATE INDEX provisions_dated ON provisions (document) WHERE starts IS NOT NULL OR ends IS NOT NULL;
