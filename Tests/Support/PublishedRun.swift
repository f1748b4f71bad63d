import LinearVAE

/// The generalization error of five SGD runs at N = 200 that the authors of the theory published.
package struct PublishedRun: Decodable, Sendable {
  package let initial: OrderParameters
  package let times: [Double]
  package let generalization_error: [[Double]]

  package static let authors: PublishedRun = fixture("authors_run")
}
