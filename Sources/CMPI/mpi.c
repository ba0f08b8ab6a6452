#include "CMPI.h"

#if defined(CHARLM_MPI)

#include <stdio.h>
#include <stdlib.h>

#if __has_include(<mpi.h>)
#include <mpi.h>
#else
// Debian keeps the headers of the installed implementation here.
#include <mpi/mpi.h>
#endif

// The signs of life have a communicator of their own, so that no message is taken for another.
static MPI_Comm life;
static int own_rank;

/// Ends all ranks, with a message that names this one.
static void fail(MPI_Comm *comm, int *code, ...) {
  char text[MPI_MAX_ERROR_STRING], host[MPI_MAX_PROCESSOR_NAME];
  int length;
  MPI_Error_string(*code, text, &length);
  MPI_Get_processor_name(host, &length);
  fprintf(stderr, "charlm: error: rank %d on %s: MPI: %s\n", own_rank, host, text);
  MPI_Abort(MPI_COMM_WORLD, 1);
  (void)comm;
}

bool charlm_mpi_start(int32_t *rank, int32_t *size, int32_t *neighbors) {
  int provided, value;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_MULTIPLE, &provided);
  MPI_Errhandler handler;
  MPI_Comm_create_errhandler(fail, &handler);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, handler);
  MPI_Comm_rank(MPI_COMM_WORLD, &own_rank);
  *rank = own_rank;
  MPI_Comm_size(MPI_COMM_WORLD, &value);
  *size = value;
  MPI_Comm host;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, own_rank, MPI_INFO_NULL, &host);
  MPI_Comm_size(host, &value);
  MPI_Comm_free(&host);
  *neighbors = value;
  MPI_Comm_dup(MPI_COMM_WORLD, &life);
  return provided == MPI_THREAD_MULTIPLE;
}

void charlm_mpi_end(void) { MPI_Finalize(); }

void charlm_mpi_abort(int32_t status) { MPI_Abort(MPI_COMM_WORLD, status); }

// MARK: Transfers: a table with a list of its free places

static MPI_Request *requests;
static int64_t *following;
static int64_t capacity, first_free = -1;

static int64_t take_place(void) {
  if (first_free < 0) {
    int64_t old = capacity;
    capacity = old ? 2 * old : 256;
    requests = realloc(requests, (size_t)capacity * sizeof *requests);
    following = realloc(following, (size_t)capacity * sizeof *following);
    if (!requests || !following) abort();
    for (int64_t i = capacity - 1; i >= old; i--) {
      following[i] = first_free;
      first_free = i;
    }
  }
  int64_t place = first_free;
  first_free = following[place];
  return place;
}

int64_t charlm_mpi_send(const void *bytes, int64_t count, int32_t rank) {
  int64_t place = take_place();
  MPI_Isend(bytes, (int)count, MPI_BYTE, rank, 0, MPI_COMM_WORLD, &requests[place]);
  return place;
}

int64_t charlm_mpi_receive(void *bytes, int64_t count, int32_t rank) {
  int64_t place = take_place();
  MPI_Irecv(bytes, (int)count, MPI_BYTE, rank, 0, MPI_COMM_WORLD, &requests[place]);
  return place;
}

bool charlm_mpi_is_done(int64_t transfer) {
  int done;
  MPI_Test(&requests[transfer], &done, MPI_STATUS_IGNORE);
  if (!done) return false;
  following[transfer] = first_free;
  first_free = transfer;
  return true;
}

// MARK: Signs of life

void charlm_mpi_beat(int32_t rank) {
  MPI_Request request;
  MPI_Isend(NULL, 0, MPI_BYTE, rank, 0, life, &request);
  MPI_Request_free(&request);
}

bool charlm_mpi_hears(int32_t rank) {
  int arrived, heard = 0;
  for (;; heard = 1) {
    MPI_Iprobe(rank, 0, life, &arrived, MPI_STATUS_IGNORE);
    if (!arrived) return heard;
    MPI_Recv(NULL, 0, MPI_BYTE, rank, 0, life, MPI_STATUS_IGNORE);
  }
}

#endif
