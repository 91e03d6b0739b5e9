/** The numeric user that the process runs as, or -1 where users have no numbers. */
export function userId(): number {
  return process.getuid?.() ?? -1;
}
