extension RandomNumberGenerator {
  /// Chooses `count` of the numbers below `total`, each set of them alike probable, and hands them
  /// out ascending.
  ///
  /// Source: Fan, Muller and Rezucha, "Development of sampling plans by using sequential (item by
  /// item) selection techniques and digital computers", JASA 57, 1962.
  /// - Parameters:
  ///   - count: From 0 to `total`; anything else traps.
  ///   - total: The numbers to choose from, 0 or more.
  ///   - body: Called once for each number that is chosen.
  /// - Complexity: O(`total`); allocates nothing.
  @inlinable
  package mutating func select(_ count: Int, of total: Int, _ body: (Int) -> Void) {
    precondition(count >= 0 && count <= total, "\(count) of \(total) cannot be chosen")
    var missing = count
    var index = 0
    while missing > 0 {
      if nextBounded(UInt64(total - index)) < UInt64(missing) {
        body(index)
        missing -= 1
      }
      index += 1
    }
  }
}
