// Placeholder until the first type of this target arrives: delete it then.
