"""What `explain` answers: what a rule is for, and where a value of a spec comes from and goes to."""
