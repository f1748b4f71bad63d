/// How a simulation follows SGD.
public enum SimulationMethod: String, Sendable, Hashable, Codable, CaseIterable {
  /// The Markov chain of the order parameters, equal in law to SGD at the same `N`, at a cost that
  /// does not depend on `N`. Gaussian data only.
  case exact
  /// SGD on vectors of `N` numbers.
  case vector
}
