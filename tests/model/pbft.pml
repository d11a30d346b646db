/* The core of the protocol for n = 4, f = 1: normal case, checkpoints, view changes. Checked with spin (run.sh): no two values are ever
 * committed at one height, in whatever views; so no two honest replicas execute different ones.
 *
 * The network is a set of messages that only grows: a replica may act on any that were sent, at any time, in any order, or never.
 * Delay, loss, duplication, reordering and crashes with a restart from the disk are all of that kind. The Byzantine replica BYZ is not a
 * process: whatever it can sign it has always sent, to whomever that serves. So it counts as one vote for every (kind, view, height,
 * value), differently towards everyone; its ViewChange holds any proof and any certificate that exist, or none; and where it is primary each
 * replica may be given another proposal, and another NewView, as long as a quorum of ViewChanges justifies it. What it cannot do is to
 * sign for others.
 *
 *   H  heights, 1 or 2              V  views, 2 or 3; replica v mod 4 is the primary of view v
 *   W  window above the stable height within which a replica takes part
 *   BYZ  which replica is Byzantine
 *
 * Planted bugs: FORGET_PREPARED (a ViewChange without its prepared certificates), SMALL_QUORUM (2 of 4), TRUST_PLAN (a Byzantine primary's
 * NewView is not checked).
 *
 * Left out: time and liveness, payloads (a value is known by everyone), signatures and hashes (perfect), a change of the set, wiped disks. */

#ifndef H
#define H 1
#endif
#ifndef V
#define V 3
#endif
#ifndef W
#define W H
#endif
#ifndef BYZ
#define BYZ 0
#endif
#ifdef SMALL_QUORUM
#define HONEST_NEEDED 1
#else
#define HONEST_NEEDED 2 /* a quorum is 3, and the Byzantine one is always in it */
#endif

#if V < 2 || V > 3 || H > 2
#error "2 or 3 views, 1 or 2 heights"
#endif

#define N 3 /* honest replicas, 0 to 2 here; their numbers in the protocol leave BYZ out */
#define NUMBER(i) ((i) >= BYZ -> (i) + 1 : (i))
#define PRIMARY(v) ((v) % 4)

#define NONE 0 /* values; A and B are proposed, NULL fills gaps */
#define A 1
#define B 2
#define NULL_REQUEST 3

#define AT(i, v, h) (((i) * V + (v)) * H + (h))
#define OF(i, h) ((i) * H + (h))
#define IN(i, v) ((i) * V + (v))

/* What was sent. PrePrepare of the primary and Prepare of the others are one array: at most one value each. */
byte prepare[N * V * H];
byte commit[N * V * H];
byte change_stable[N * V]; /* 0: no ViewChange for this view; else the stable height + 1 */
byte change_proof[N * V * H]; /* 0: none; else 1 + 4 * view + value */
byte new_view[V];          /* 0: none; else its low + 1. Of honest primaries */
byte new_view_plan[V * H];

/* What each honest replica knows. */
byte view[N];
bit working[N];
byte stable[N];        /* heights 0 to stable - 1 are certified and collected */
byte proof[N * H];     /* as change_proof: of the highest view in which it prepared */
byte plan[N * H];      /* what its view must propose: NONE is free */

/* Scratch, zero between steps. */
byte low, best, top, count, in_set, x, y, z;
bit justified;
byte made[H];

#define SAME(array, v, h, d) ((array[AT(0, v, h)] == (d)) + (array[AT(1, v, h)] == (d)) + (array[AT(2, v, h)] == (d)))
#if V > 2
#define USED(h, d) (SAME(prepare, 0, h, d) + SAME(prepare, 1, h, d) + SAME(prepare, 2, h, d) > 0)
#else
#define USED(h, d) (SAME(prepare, 0, h, d) + SAME(prepare, 1, h, d) > 0)
#endif
#define PREPARED(v, h, d) (SAME(prepare, v, h, d) >= HONEST_NEEDED)
#define COMMITTED(v, h, d) (SAME(commit, v, h, d) >= HONEST_NEEDED)
/* A height can be certified once a quorum can have executed it: as early as it and all below it are committed. */
#define DECIDED_AS(h, d) (COMMITTED(0, h, d) || COMMITTED(1, h, d) || (V > 2 && COMMITTED(LAST, h, d)))
#define LAST (V - 1)
#define DECIDED(h) (DECIDED_AS(h, A) || DECIDED_AS(h, B) || DECIDED_AS(h, NULL_REQUEST))
#if H > 1
#define CERTIFIED(h) (DECIDED(0) && ((h) == 0 || DECIDED(1)))
#else
#define CERTIFIED(h) DECIDED(0)
#endif

inline pick_replica(r) {
  if
  :: r = 0
  :: r = 1
  :: r = 2
  fi
}
inline pick_height(h) {
  h = 0;
  do
  :: h < H - 1 -> h++
  :: break
  od
}

inline clear() {
  d_step {
    low = 0; best = 0; top = 0; count = 0; in_set = 0; x = 0; y = 0; justified = 0;
    for (z : 0 .. H - 1) { made[z] = 0 }
    z = 0
  }
}

/* The set O for view v from some set of ViewChanges, into `low` and `made`; `justified` if a quorum is among them. */
inline make_plan(v) {
  in_set = 0; count = 0; low = 0;
  for (x : 0 .. N - 1) {
    if
    :: change_stable[IN(x, v)] > 0 ->
       in_set = in_set | (1 << x); count++;
       if
       :: change_stable[IN(x, v)] - 1 > low -> low = change_stable[IN(x, v)] - 1
       :: else
       fi
    :: true /* this one's ViewChange is not among them */
    fi
  }
  if
  :: count >= 3 -> y = 0
  :: count >= HONEST_NEEDED -> y = 1 /* with the Byzantine one */
  :: else -> y = 0
  fi;
  justified = (count + y >= HONEST_NEEDED + 1);
  if
  :: y == 1 ->
     if
     :: true
     :: low < 1 && CERTIFIED(0) -> low = 1
#if H > 1
     :: low < 2 && CERTIFIED(1) -> low = 2
#endif
     fi
  :: else
  fi;
  top = 0;
  for (x : 0 .. H - 1) {
    best = 0;
    if
    :: x >= low ->
       for (z : 0 .. N - 1) {
         if
         :: (in_set & (1 << z)) && change_proof[AT(z, v, x)] > 0 && (best == 0 || (change_proof[AT(z, v, x)] - 1) / 4 > (best - 1) / 4) ->
            best = change_proof[AT(z, v, x)]
         :: else
         fi
       }
       if
       :: y == 1 ->
          z = 0;
          do
          :: z < v ->
             if
             :: PREPARED(z, x, A) && (best == 0 || z > (best - 1) / 4) -> best = 1 + 4 * z + A
             :: PREPARED(z, x, B) && (best == 0 || z > (best - 1) / 4) -> best = 1 + 4 * z + B
             :: PREPARED(z, x, NULL_REQUEST) && (best == 0 || z > (best - 1) / 4) -> best = 1 + 4 * z + NULL_REQUEST
             :: true
             fi;
             z++
          :: else -> break
          od
       :: else
       fi
    :: else
    fi;
    if
    :: best > 0 -> made[x] = (best - 1) % 4; top = x + 1
    :: else -> made[x] = NONE
    fi
  }
  skip;
  d_step {
    for (x : 0 .. H - 1) {
      if
      :: x >= low && x < top && made[x] == NONE -> made[x] = NULL_REQUEST
      :: else
      fi
    }
  }
}

/* Learns the certificate of height h (from 0): everything up to it is collected. */
inline adopt(r, h) {
  for (z : 0 .. h) { proof[OF(r, z)] = 0; plan[OF(r, z)] = 0 }
  stable[r] = h + 1
}

inline enter(r, v) {
  d_step {
    view[r] = v; working[r] = 1;
    if
    :: low > stable[r] -> x = low - 1; adopt(r, x)
    :: else
    fi;
    for (z : 0 .. H - 1) { plan[OF(r, z)] = (z >= stable[r] -> made[z] : NONE) }
  }
}

active proctype replicas() {
  byte i, h, v, d;
  for (i : 0 .. N - 1) { working[i] = 1 }
  i = 0;
end:
  do
  :: atomic { /* PrePrepare or Prepare */
       pick_replica(i); pick_height(h); v = view[i];
       if
       :: working[i] && h >= stable[i] && h < stable[i] + W && prepare[AT(i, v, h)] == NONE ->
          if
          :: plan[OF(i, h)] != NONE -> d = plan[OF(i, h)]
          :: plan[OF(i, h)] == NONE && (PRIMARY(v) == BYZ || PRIMARY(v) == NUMBER(i)) ->
             if
             :: d = A
             :: (USED(h, A)) -> d = B /* the names are worth nothing: the first value of a height is A */
             fi
          :: plan[OF(i, h)] == NONE && PRIMARY(v) != BYZ && PRIMARY(v) != NUMBER(i) ->
             d = prepare[AT((PRIMARY(v) > BYZ -> PRIMARY(v) - 1 : PRIMARY(v)), v, h)]
          fi;
          prepare[AT(i, v, h)] = d
       :: else
       fi;
       i = 0; h = 0; v = 0; d = 0
     }
  :: atomic { /* Commit: a quorum prepared it */
       pick_replica(i); pick_height(h); v = view[i];
       if
       :: working[i] && h >= stable[i] && h < stable[i] + W && commit[AT(i, v, h)] == NONE ->
          if
          :: PREPARED(v, h, A) -> d = A
          :: PREPARED(v, h, B) -> d = B
          :: PREPARED(v, h, NULL_REQUEST) -> d = NULL_REQUEST
          :: else
          fi;
          if
          :: d != NONE ->
             commit[AT(i, v, h)] = d; proof[OF(i, h)] = 1 + 4 * v + d;
             /* Agreement. */
             assert(DECIDED_AS(h, A) + DECIDED_AS(h, B) + DECIDED_AS(h, NULL_REQUEST) <= 1)
          :: else
          fi
       :: else
       fi;
       i = 0; h = 0; v = 0; d = 0
     }
  :: atomic { /* Checkpoint: a quorum attests the height; the log below goes */
       pick_replica(i); pick_height(h);
       if
       :: h >= stable[i] && CERTIFIED(h) -> adopt(i, h)
       :: else
       fi;
       i = 0; h = 0; clear()
     }
  :: atomic { /* ViewChange: for whatever reason, to any higher view */
       pick_replica(i); v = view[i] + 1;
       do
       :: v < V - 1 -> v++
       :: break
       od;
       if
       :: v < V ->
          d_step {
            view[i] = v; working[i] = 0;
            change_stable[IN(i, v)] = stable[i] + 1;
            for (z : 0 .. H - 1) {
#ifndef FORGET_PREPARED
              change_proof[AT(i, v, z)] = proof[OF(i, z)];
#endif
              plan[OF(i, z)] = NONE
            }
          }
       :: else
       fi;
       i = 0; v = 0; clear()
     }
  :: atomic { /* NewView of an honest primary, which begins the view itself */
       pick_replica(i); v = view[i];
       if
       :: !working[i] && PRIMARY(v) == NUMBER(i) ->
          make_plan(v);
          if
          :: justified ->
             new_view[v] = low + 1;
             for (z : 0 .. H - 1) { new_view_plan[v * H + z] = made[z] }
             enter(i, v)
          :: else
          fi
       :: else
       fi;
       i = 0; v = 0; clear()
     }
  :: atomic { /* The others check it and begin the view */
       pick_replica(i); v = view[i];
       do
       :: v < V - 1 -> v++
       :: break
       od;
       if
       :: v > 0 && (v > view[i] || !working[i]) && PRIMARY(v) != NUMBER(i) ->
          if
          :: PRIMARY(v) != BYZ && new_view[v] > 0 ->
             justified = 1;
             low = new_view[v] - 1;
             for (z : 0 .. H - 1) { made[z] = new_view_plan[v * H + z] }
#ifdef TRUST_PLAN
          :: PRIMARY(v) == BYZ -> justified = 1; low = stable[i]
#else
          :: PRIMARY(v) == BYZ -> make_plan(v)
#endif
          :: else
          fi;
          if
          :: justified -> enter(i, v)
          :: else
          fi
       :: else
       fi;
       i = 0; v = 0; clear()
     }
  od
}
