-- Grows with every change of who somebody is, what they may do and where they are signed in.
INSERT INTO changes (id, number) VALUES (2, 0);
