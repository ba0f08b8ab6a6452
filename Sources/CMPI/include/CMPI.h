// Messages between the processes of an MPI job. With the trait `MPI` only; otherwise nothing is
// declared.

#ifndef CMPI_H
#define CMPI_H

#if defined(CHARLM_MPI)

#include <stdbool.h>
#include <stdint.h>

/// Starts MPI: sets the rank and the size of the job, and the number of ranks on this host. Returns
/// whether several threads may call MPI.
bool charlm_mpi_start(int32_t *rank, int32_t *size, int32_t *neighbors);

/// Ends MPI, after every rank has called it.
void charlm_mpi_end(void);

/// Ends all ranks with a status.
void charlm_mpi_abort(int32_t status);

/// Starts to send or to receive at most 2 GiB; the bytes must stay where they are until the transfer
/// is done. Returns the number of the transfer. One thread at a time.
int64_t charlm_mpi_send(const void *bytes, int64_t count, int32_t rank);
int64_t charlm_mpi_receive(void *bytes, int64_t count, int32_t rank);

/// Returns whether a transfer is done, and then forgets its number.
bool charlm_mpi_is_done(int64_t transfer);

/// Sends a sign of life to a rank; returns whether one of another rank has arrived. From any thread.
void charlm_mpi_beat(int32_t rank);
bool charlm_mpi_hears(int32_t rank);

#endif
#endif
