// SPDX-License-Identifier: Apache-2.0
//
// limits.h — every size that was chosen rather than forced: how much is kept, taken or looked at at once.
//
// How.      Each has its value and, beside it, the smallest legal one. LOAM_TINY (make -C CRuntime TINY=1) builds with
//           the small values, so that every window, span list, ring and table overflows after a handful of entries and
//           the paths for that are the ones that run. Nothing may depend on a limit for being right.
// Why not.  Run-time settings: most of these are sizes of arrays, and the compiler makes shifts of the rest.
#ifndef LOAM_LIMITS_H
#define LOAM_LIMITS_H

#ifdef LOAM_TINY
#define LOAM_LIMIT(usual, tiny) (tiny)
#else
#define LOAM_LIMIT(usual, tiny) (usual)
#endif

// ---- base ----
#define LOAM_PERMANENT_BLOCK LOAM_LIMIT(256ull << 10, 8ull << 10) ///< Bytes mapped at a time for permanent memory.

#define LOAM_SLAB_FIRST LOAM_LIMIT(32, 1)                  ///< Records in a slab's first block; it doubles.
#define LOAM_SLAB_HUGE LOAM_LIMIT(2ull << 20, 16ull << 10) ///< Bytes of a slab's largest blocks.

#define LOAM_RANGES_FIRST LOAM_LIMIT(256, 1) ///< Room for address ranges, first; it doubles.

// ---- heap ----
#define LOAM_CHUNK_BYTES LOAM_LIMIT(4ull << 20, 16ull << 10)  ///< Pages are committed in such steps.
#define LOAM_TABLE_STEP LOAM_LIMIT(128ull << 20, 16ull << 20) ///< Page tables are committed for this much heap.
#define LOAM_SPAN_BLOCK LOAM_LIMIT(64ull << 10, 4ull << 10)   ///< Bytes of span records mapped at a time.
#define LOAM_RUN_SCAN LOAM_LIMIT(16, 1)       ///< Free runs looked at in a bin of several lengths before the next bin.
#define LOAM_WINDOW_OBJECTS LOAM_LIMIT(64, 1) ///< Objects that a cache takes at a time; 64 at most.
#define LOAM_SWEEP_BUDGET LOAM_LIMIT(100, 1)  ///< Full spans swept in search of room before fresh pages are taken.
#define LOAM_PRECLEAR LOAM_LIMIT(128, 8)      ///< Objects up to this size are zeroed when their window opens.

#define LOAM_WANT_COLLECTIONS LOAM_LIMIT(16, 4) ///< For one want, when others take what they make room for.
#define LOAM_MEMORY_RESERVE LOAM_LIMIT(256ull << 10, 16ull << 10) ///< Kept back of a memory limit, or a 16th of it.

#define LOAM_SCAVENGE_REGIONS LOAM_LIMIT(1024, 1) ///< Regions looked at in one quantum.
#define LOAM_SMALL_REGIONS LOAM_LIMIT(4096, 2)    ///< Regions without huge pages at most: each splits mappings.

// ---- collect ----
#define LOAM_MARK_WORDS LOAM_LIMIT(8, 1)                ///< Pointers looked at together.
#define LOAM_MARK_FIFO LOAM_LIMIT(16, 1)                ///< Edges whose object and mark are being fetched.
#define LOAM_MARK_BLOCK LOAM_LIMIT(510, 2)              ///< Addresses in one block of work.
#define LOAM_MARK_RANGES LOAM_LIMIT(16, 1)              ///< Large objects under way in one marker.
#define LOAM_MARK_PIECE LOAM_LIMIT(64ull << 10, 64)     ///< Bytes of a large object scanned at a time.
#define LOAM_MARK_AT_ONCE LOAM_LIMIT(4096, 16)          ///< Bytes of a root scanned without cutting it.
#define LOAM_MARK_LAST LOAM_LIMIT(32ull << 10, 64)      ///< Bytes that are marked in the stop that ends the marking.
#define LOAM_ASSIST_STEP LOAM_LIMIT(16ll << 10, 64)     ///< Bytes that may be allocated between two helpings.
#define LOAM_ASSIST_MOST LOAM_LIMIT(64ull << 10, 64)    ///< Bytes of marking that one helping is at most.
#define LOAM_DRAIN_PART LOAM_LIMIT(64ull << 10, 64)     ///< Bytes marked beside the program before a look at stops.
#define LOAM_MARK_HANDS_OVER LOAM_LIMIT(64ull << 10, 1) ///< Least budget whose rest of work any marker may take.
#define LOAM_MARK_SHARE LOAM_LIMIT(4, 2)                ///< Grey objects from which on half are given to the hungry.
#define LOAM_MARK_SHARED_RANGES LOAM_LIMIT(64, 1)       ///< Rests of large objects that any marker may take.
#define LOAM_BARRIER_WORDS LOAM_LIMIT(256, 2)           ///< Words shaded that a worker keeps; even.
#define LOAM_SCAN_PIECE LOAM_LIMIT(32ull << 10, 64)     ///< Bytes of a stack that are scanned at a time.
#define LOAM_SCAN_LOT LOAM_LIMIT(32, 1)                 ///< Goroutine records that a marker looks at in one go.
#define LOAM_HANDLES_AT_ONCE LOAM_LIMIT(256, 1)         ///< Handles, or finalizers, that a marker shades in one go.
#define LOAM_ROOTS_AT_ONCE LOAM_LIMIT(64, 1)            ///< Roots that a marker takes at a time.
#define LOAM_TRACE_OTHERS LOAM_LIMIT(16, 2)             ///< Goroutines up to which a run's deadlock shows all.
#define LOAM_HANDLES_FIRST LOAM_LIMIT(64, 1)            ///< Room for handles, first; it doubles.
#define LOAM_ROOTS_FIRST LOAM_LIMIT(512, 1)             ///< Room for roots, first; it doubles.
#define LOAM_FINALIZERS_FIRST LOAM_LIMIT(256, 4)        ///< Room for finalizers, first; a power of two.

// ---- schedule and sync ----
#define LOAM_RING LOAM_LIMIT(256, 2)         ///< Runnable goroutines in a worker's ring; a power of two.
#define LOAM_BATCH LOAM_LIMIT(126, 1)        ///< Goroutines in one array of the global queue.
#define LOAM_NUMBERS_LOT LOAM_LIMIT(64, 1)   ///< Goroutine numbers that a worker takes at a time.
#define LOAM_KEPT_RECORDS LOAM_LIMIT(256, 1) ///< Dead records that a worker keeps.
#define LOAM_KEPT_WAITERS LOAM_LIMIT(256, 1) ///< Free waiters that a worker keeps.
#define LOAM_TIMERS_FIRST LOAM_LIMIT(16, 1)  ///< Room for a worker's timers, first; it doubles.
#define LOAM_SEEDED_FIRST LOAM_LIMIT(64, 1)  ///< Room for runnable goroutines of the seeded mode, first; it doubles.
#define LOAM_SEMAPHORE_BUCKETS LOAM_LIMIT(64, 1)
#define LOAM_SELECT_FEW LOAM_LIMIT(16, 1) ///< Cases of a select that need no allocation.

// ---- interpret and type ----
#define LOAM_DEFERS_FIRST LOAM_LIMIT(4, 1)        ///< Room for deferred calls, first; it doubles.
#define LOAM_CODE_RANGES_FIRST LOAM_LIMIT(256, 1) ///< Room for code ranges, first; it doubles.
#define LOAM_ITABS_FIRST LOAM_LIMIT(64, 4)        ///< Cells for itabs, first; a power of two. One stays empty.
#define LOAM_SHAPES_FIRST LOAM_LIMIT(64, 2)       ///< Cells for shapes of maps, first; a power of two.

// ---- stack ----
#define LOAM_STACK_SPAN_PAGES LOAM_LIMIT(4, 2) ///< Pages of a span of small blocks; at least one block of each order.
#define LOAM_STACK_CACHE_BLOCKS LOAM_LIMIT(32, 2) ///< Free blocks that a worker keeps per order; even.
#define LOAM_STACK_SEALED LOAM_LIMIT(8, 1)        ///< Old blocks kept without access under movestack.

#endif
