-- What changed in the law as it is held, entered when it changed, so that who rests on it can be told without
-- going over all documents. An entry is of a held document (`document_id`), or an order to an act by its number.

CREATE TABLE provision_changes (
  entry INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,            -- text, gone, validity, or the verb of an order
  document_id TEXT,              -- the document that is changed; NULL for an order
  act TEXT NOT NULL,             -- its number, or its title
  act_key TEXT NOT NULL,         -- folded, as numbers of acts are compared; '' where there is no number
  place TEXT NOT NULL,           -- "" is the whole act
  day TEXT,                      -- from which it counts, where it has a day
  by_id TEXT,                    -- the document that orders it
  by_name TEXT,                  -- its number, or its title
  locator TEXT,                  -- where it says so
  level INTEGER NOT NULL,        -- with `departments`, the label of the changed or the ordering document then
  departments TEXT NOT NULL
);
CREATE INDEX provision_changes_of_order ON provision_changes (by_id, act_key) WHERE by_id IS NOT NULL;

-- The act and place that an edge tells of, where it is not its own document's order: a footnote's.
CREATE TABLE edge_sources (
  document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  act TEXT NOT NULL,
  place TEXT NOT NULL,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

-- Each time that validity was brought up to date: what it had come to in the log of operations and above.
CREATE TABLE upkeep_runs (
  revision INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL,
  at TEXT NOT NULL
);
INSERT INTO upkeep_runs (revision, entry, at)
  SELECT revision, 0, at FROM operations ORDER BY revision DESC LIMIT 1;

CREATE INDEX edges_by_day ON edges (day) WHERE day IS NOT NULL;
CREATE INDEX operations_of_document ON operations (document_id, verb);
