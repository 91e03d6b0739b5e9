"""External tools judge the files of out/: those that are found, each in a module of its own.

Nothing here compiles specs: what is judged is what is on disk and in the manifest. The files are copied to a temporary
folder first, so that no configuration file beside them, in the user's home or in the environment weakens a tool.
"""
