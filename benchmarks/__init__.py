"""The same objects made by summitgen and by helm: how much CPU, time and memory each takes."""
