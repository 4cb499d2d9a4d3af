import Results

extension SiteRouting {
  /// The members of a routing file.
  package static let members: [JSONMember] =
    [
      JSONMember(
        "drainbench_routing", .one, "the version of the format", "a whole number from 1 to 1"),
      JSONMember("model", .word, "the model in which sites were chosen", "slab, region or epoch"),
      JSONMember("granule_bytes", .bytes, "bytes of a granule in that model", count),
      JSONMember(
        "depth", .one, "innermost frames that make a site; 0 for whole stacks",
        "a whole number from 0 to 64"),
      JSONMember("skip[]", .word, "beginnings of names that are no site", "a list of texts"),
      JSONMember(
        "unrouted_bytes", .bytes, "structural bytes on the recordings without routing", count),
      JSONMember("routed_bytes", .bytes, "structural bytes with all sites routed", count),
      JSONMember("trained_on[].recording", .word, "a recording that it was chosen on"),
      JSONMember(
        "trained_on[].digest", .word, "digest of its events", "16 hexadecimal digits"),
      JSONMember("trained_on[].executable", .word, "the recorded program's file; may be empty"),
      JSONMember("trained_on[].events", .events, "its allocations and frees", count),
    ] + frame("sites[]", "the site's innermost frame")
    + frame("sites[].callers[]", "a caller, innermost first") + [
      JSONMember(
        "sites[].granule", .one, "where its objects go; sites of one number share granules",
        "a whole number from 1 to 65535"),
      JSONMember(
        "sites[].saved_bytes", .bytes, "structural bytes that moving it saves after those before",
        "a whole number"),
      JSONMember(
        "sites[].least_size", .bytes, "the least object that is moved; all are without it", count,
        isOptional: true),
      JSONMember(
        "sites[].largest_size", .bytes, "the largest object that is moved", count,
        isOptional: true),
    ]

  private static let count = "a whole number from 0"

  private static func frame(_ path: String, _ whose: String) -> [JSONMember] {
    let isOptional = path.hasSuffix("callers[]")
    return [
      JSONMember("\(path).function", .word, "\(whose): its function", isOptional: isOptional),
      JSONMember("\(path).file", .word, "\(whose): its source file", isOptional: isOptional),
      JSONMember(
        "\(path).line", .one, "\(whose): its line; 0 where it is not known", count,
        isOptional: isOptional),
      JSONMember(
        "\(path).module", .word, "\(whose): its program or library", isOptional: isOptional),
    ]
  }
}
