/// The weight `β_k` of each latent's KL term at one moment.
public protocol LatentWeights<Scalar> {
  /// The number that a weight is.
  associatedtype Scalar
  /// The weight of a latent, counted from 0.
  subscript(latent: Int) -> Scalar { get }
}

/// One weight `β` for all latents.
@frozen
public struct UniformWeight<Scalar>: LatentWeights {
  /// `β`.
  public let value: Scalar

  /// The same weight for every latent.
  @_transparent
  public init(_ value: Scalar) { self.value = value }

  /// `β`, whatever the latent.
  @inlinable
  public subscript(latent: Int) -> Scalar { @inline(__always) get { value } }
}

/// A weight `β_k` for each latent, in memory that someone else owns.
@frozen
public struct IndividualWeights<Scalar>: LatentWeights {
  /// `β_1`.
  public let base: UnsafePointer<Scalar>

  /// The weights from an address on.
  @_transparent
  public init(_ base: UnsafePointer<Scalar>) { self.base = base }

  /// `β_k` of the latent with this index.
  @inlinable
  public subscript(latent: Int) -> Scalar { @inline(__always) get { base[latent] } }
}
