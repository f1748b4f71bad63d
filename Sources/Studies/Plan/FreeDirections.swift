import LinearVAE
import Spectra

/// The directions of the data besides that of one living latent, in a few groups.
struct FreeDirections: Sendable, Hashable {
  /// `N`, the number of columns.
  let columns: Int
  /// Free directions in a few groups, by their shares of all; and one without variance for the closed ones.
  let groups: [SpectralData.Group]
  /// How many directions have a living latent in the end: they are closed to all others.
  let living: Int

  /// Groups that keep the noise of a spectrum: it is a sum over eigenvalues.
  private static let groupLimit = 12

  /// The directions of a spectrum.
  ///
  /// - Parameters:
  ///   - eigenvalues: All of the covariance, descending.
  ///   - living: How many directions have a living latent in the end.
  init(eigenvalues: [Double], living: Int) {
    (columns, self.living) = (eigenvalues.count, living)
    let free = Array(eigenvalues.dropFirst(living))
    let N = Double(eigenvalues.count)
    var groups: [SpectralData.Group] = []
    if !free.isEmpty {
      let grouped = GroupedSpectrum(of: free, groups: Self.groupLimit).data.groups
      let shared = Double(free.count - grouped.count { $0.share == 0 })
      groups = grouped.map {
        .init(variance: $0.variance, share: ($0.share == 0 ? 1 : $0.share * shared) / N)
      }
    }
    if living > 0 { groups.append(.init(variance: 0, share: Double(living) / N)) }
    self.groups = groups
  }
}
