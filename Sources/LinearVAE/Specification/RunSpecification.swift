/// What the specifications of all kinds of data have in common.
package protocol RunSpecification: Codable, Sendable, Hashable {
  var training: Training { get }
  var time: TimeGrid? { get }
  var simulation: SimulationSettings? { get set }

  func validate(for use: ProblemUse) throws(InvalidProblem)
}

extension ProblemSpecification: RunSpecification {
  package var training: Training { problem.training }
}

extension SpectralSpecification: RunSpecification {
  package var training: Training { problem.training }
}

/// A section of a problem file that is there; an error names its key when it is absent.
func present<Section: FormInWords>(
  _ section: Section?, _ key: some CodingKey
) throws(InvalidProblem) -> Section {
  guard let section else {
    throw InvalidProblem(key.stringValue, found: "no such section", allowed: Section.allowed)
  }
  return section
}
