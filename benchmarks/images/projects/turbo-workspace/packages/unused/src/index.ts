import ms from 'ms';

/** A week in milliseconds; nothing needs it. */
export const WEEK = ms('7d');
