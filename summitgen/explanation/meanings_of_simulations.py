"""The ids of findings on what a simulation is asked for: id, what, why, what to do."""

MEANINGS: tuple[tuple[str, str, str, str], ...] = (
    (
        "simulate/call",
        "A simulation is asked to play both a preset and a scenario of its own.",
        "One rollout has one course of events.",
        "Give `--preset` or `--scenario`.",
    ),
    (
        "simulate/picture",
        "The picture of a simulation can't be drawn.",
        "It is an SVG or PNG file, drawn by matplotlib, which summitgen installs only where it is asked to.",
        "Name an .svg or .png file that can be written; install the extra `picture`.",
    ),
    (
        "simulate/preset",
        "There is no such preset, or the minute behind its `@` is none.",
        "A preset is a scenario that is known by name.",
        "Name one that the finding lists, such as `errors@12`.",
    ),
    (
        "simulate/scenario",
        "A scenario's file says something that can't be played.",
        "What is unknown in it would be left out in silence, and the timeline would be another one.",
        "Write what the finding lists; docs/guide/simulate.md has an example.",
    ),
    (
        "simulate/strategy",
        "The workload can't be delivered by that strategy.",
        "Only strategies that its spec allows are compiled and proved.",
        "Add it to `allowedStrategies`, or name another.",
    ),
    (
        "simulate/unknown",
        "There is no such workload in such an environment.",
        "A simulation plays one workload of one environment.",
        "Name it as ENVIRONMENT.WORKLOAD.",
    ),
)
