/** How the server runs, on a small machine that has other things to do. Given on the command line, so always current. */
export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  // Reachable from this machine only. No Unix socket: its path may be 107 characters long, a data directory's is not.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Spelt out because test set-ups like to turn it off: what was committed survives kill -9 and a power cut.
  fsync: 'on',
  // The catalogue's hot indexes fit; it is taken from the system page by page, as used.
  shared_buffers: '256MB',
  // A pool of 10 to 20 per process leaves room for tools, tests and a few processes.
  max_connections: '100',
  // A catalogue import writes about 1 GB of WAL: at the default of 1 GB it would force checkpoint after checkpoint.
  max_wal_size: '2GB',
  // Queries here take milliseconds; compiling one takes longer. (The programs come without LLVM, which this tells too.)
  jit: 'off',
  // The default of 4 is the price of a turning disk, and makes the planner shun indexes.
  random_page_cost: '1.1',
  // Times are stored and read alike on every machine; the log agrees with the application's.
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The launcher reads the log to explain a failed start.
  lc_messages: 'C',
};
