-- One mechanism's record. Everything here is covered by a hash or derived from what is, and
-- `verify` compares both: rows by the tree, the tree by the signed head, bodies and salts by the
-- commitments in the leaves, the look-up tables (ids, lasts) by deriving them again.

-- The entries in order. leaf: the signed note. body, salt: what the leaf commits to.
CREATE TABLE entries (
    position INTEGER PRIMARY KEY CHECK (position >= 0),
    leaf BLOB NOT NULL,
    body BLOB NOT NULL,
    salt BLOB NOT NULL
) STRICT;

-- Where an entry is, by its id.
CREATE TABLE ids (
    id BLOB PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last entry of each post: the next one must carry seq + 1 and this id.
CREATE TABLE lasts (
    post TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    id BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Hashes of the complete subtrees; level 0 holds the leaves' hashes.
CREATE TABLE nodes (
    level INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;

-- The last signed head: one row, changed by compare-and-swap on (size, root) only.
CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    checkpoint BLOB NOT NULL
) STRICT;

-- The head of the tree without leaves: SHA-256 of nothing.
INSERT INTO head VALUES (
    1, 0, x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', x''
);
