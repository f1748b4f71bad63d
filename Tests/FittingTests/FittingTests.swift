// Placeholder until the first test of this target arrives: delete it then.
