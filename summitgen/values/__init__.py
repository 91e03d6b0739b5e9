"""Values trees: what a workload in an environment compiles to, and what the object trees refer to."""
