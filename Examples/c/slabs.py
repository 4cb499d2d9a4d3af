"""The allocator from Python: python3 slabs.py [libtemporalslab.so]"""
import ctypes
import sys

slabs = ctypes.CDLL(sys.argv[1] if len(sys.argv) > 1 else "libtemporalslab.so.1")
slabs.slab_allocator_create.restype = ctypes.c_void_p
slabs.alloc_obj_epoch.restype = ctypes.c_void_p
slabs.alloc_obj_epoch.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p]
slabs.free_obj.argtypes = [ctypes.c_void_p, ctypes.c_uint64]
slabs.free_obj.restype = ctypes.c_bool
slabs.slab_allocator_free.argtypes = [ctypes.c_void_p]

allocator = slabs.slab_allocator_create()
handle = ctypes.c_uint64()
address = slabs.alloc_obj_epoch(allocator, 64, 0, ctypes.byref(handle))
ctypes.memmove(address, b"from Python\0", 12)
print(ctypes.string_at(address).decode())
print(slabs.free_obj(allocator, handle.value), slabs.free_obj(allocator, handle.value))
slabs.slab_allocator_free(allocator)
