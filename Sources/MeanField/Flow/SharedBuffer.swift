/// Constant numbers at a fixed address, shared by all copies of the value that holds them.
///
/// An `Array` would cost reference counting and bounds checks in every evaluation of the flow, a
/// closure that borrows the address a fifth of its time. So the address is open, under one rule: the
/// compiler may free the memory once the last copy of the buffer has been used for the last time, so
/// who reads through ``base`` calls ``keepAlive()`` on the buffer afterwards. It costs nothing.
struct SharedBuffer<Element: Sendable>: @unchecked Sendable {
  /// The first number; valid up to the last ``keepAlive()``.
  let base: UnsafePointer<Element>
  let owner: Owner

  init(_ elements: [Element]) {
    owner = Owner(elements)
    base = UnsafePointer(owner.memory)
  }

  /// Keeps the memory alive up to here.
  @_transparent
  func keepAlive() { withExtendedLifetime(owner) {} }

  /// Frees the memory with the last copy of the buffer.
  final class Owner {
    fileprivate let memory: UnsafeMutablePointer<Element>
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
