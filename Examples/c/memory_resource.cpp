// An epoch as a scope, and as the memory of the standard containers.
//     c++ -std=c++17 memory_resource.cpp $(pkg-config --cflags --libs temporalslab) -o resource
#include <slab_alloc.h>
#include <slab_stats.h>

#include <cstdio>
#include <list>
#include <memory>
#include <memory_resource>
#include <new>
#include <string>

struct FreeAllocator {
  void operator()(SlabAllocator *slabs) const { slab_allocator_free(slabs); }
};
using Slabs = std::unique_ptr<SlabAllocator, FreeAllocator>;

/// The current epoch from its construction on; its end is the epoch's close.
class Epoch {
 public:
  explicit Epoch(SlabAllocator *slabs) : slabs(slabs), id(epoch_current(slabs)) {}
  ~Epoch() {
    epoch_advance(slabs);
    epoch_close(slabs, id);
  }
  Epoch(const Epoch &) = delete;
  Epoch &operator=(const Epoch &) = delete;

  SlabAllocator *const slabs;
  const EpochId id;
};

/// Memory of an epoch; what no size class holds comes from `upstream`.
class EpochResource : public std::pmr::memory_resource {
 public:
  explicit EpochResource(
      const Epoch &epoch, std::pmr::memory_resource *upstream = std::pmr::get_default_resource())
      : epoch(epoch), upstream(upstream) {}

 private:
  static bool fits(std::size_t bytes, std::size_t alignment) {
    return bytes <= SLAB_MAX_OBJECT_SIZE && alignment <= 32;
  }

  void *do_allocate(std::size_t bytes, std::size_t alignment) override {
    if (!fits(bytes, alignment)) return upstream->allocate(bytes, alignment);
    void *object = slab_malloc_epoch(epoch.slabs, bytes == 0 ? 1 : bytes, epoch.id);
    if (object == nullptr) throw std::bad_alloc();
    return object;
  }

  void do_deallocate(void *object, std::size_t bytes, std::size_t alignment) override {
    if (!fits(bytes, alignment)) return upstream->deallocate(object, bytes, alignment);
    slab_free(epoch.slabs, object);
  }

  bool do_is_equal(const std::pmr::memory_resource &other) const noexcept override {
    const auto *resource = dynamic_cast<const EpochResource *>(&other);
    return resource != nullptr && resource->epoch.slabs == epoch.slabs;
  }

  const Epoch &epoch;
  std::pmr::memory_resource *upstream;
};

int main() {
  Slabs slabs(slab_allocator_create());
  if (!slabs) return 1;
  for (int phase = 0; phase < 3; phase++) {
    Epoch epoch(slabs.get());
    EpochResource memory(epoch);
    std::pmr::list<std::pmr::string> words(&memory);
    for (int word = 0; word < 1000; word++) {
      words.emplace_back("a word that is too long to lie within the string itself");
    }
    SlabGlobalStats stats;
    slab_stats_global(slabs.get(), &stats);
    std::printf("phase %d: %zu words in %llu slabs\n", phase, words.size(),
                static_cast<unsigned long long>(stats.net_slabs));
  }
  SlabGlobalStats stats;
  slab_stats_global(slabs.get(), &stats);
  std::printf("%llu slabs recycled\n", static_cast<unsigned long long>(stats.total_slabs_recycled));
  return 0;
}
