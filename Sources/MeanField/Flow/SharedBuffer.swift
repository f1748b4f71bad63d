/// Constant numbers at a fixed address, shared by all copies of the value that holds them.
///
/// An `Array` would cost reference counting and bounds checks in every evaluation of the flow.
@usableFromInline
struct SharedBuffer<Element: Sendable>: @unchecked Sendable {
  /// The first number.
  @usableFromInline let base: UnsafePointer<Element>
  private let owner: Owner

  init(_ elements: [Element]) {
    owner = Owner(elements)
    base = UnsafePointer(owner.memory)
  }

  private final class Owner {
    let memory: UnsafeMutablePointer<Element>
    private let count: Int

    init(_ elements: [Element]) {
      count = elements.count
      memory = .allocate(capacity: max(1, count))
      memory.initialize(from: elements, count: count)
    }

    deinit {
      memory.deinitialize(count: count)
      memory.deallocate()
    }
  }
}
