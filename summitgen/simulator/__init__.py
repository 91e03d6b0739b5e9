"""Plays a rollout as the controller would walk it, over an imagined traffic: `summitgen simulate`."""
