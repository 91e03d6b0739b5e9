import capitalize from 'lodash/capitalize.js';

/** A greeting with the name as names are written. */
export function greet(name: string): string {
  return `Hello, ${capitalize(name)}!`;
}

/** The numeric user that the process runs as, or -1 where users have no numbers. */
export function userId(): number {
  return process.getuid?.() ?? -1;
}
