"""The ids of findings on what changes are compared with, and on setting up a project: id, what, why, what to do."""

MEANINGS: tuple[tuple[str, str, str, str], ...] = (
    (
        "changes/unknown-source",
        "What the changes are to be compared with is neither a commit that git knows here nor a folder.",
        "A shallow clone has few commits: the one before a pull request may not be among them.",
        "Name a commit, branch or tag that is in this clone, or the folder of a project or of its output.",
    ),
    (
        "changes/unreadable",
        "A file of the earlier state is no YAML, so its objects count as absent.",
        "It was edited by hand, or has the marks of a merge conflict.",
        "Look at the file in that commit; what the specs compile to now is not concerned.",
    ),
)
