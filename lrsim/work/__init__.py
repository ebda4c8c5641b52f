"""Work in chunks, on whatever can do it: threads, processes, a cluster; kept, and gone on with."""
