import { z } from 'zod';
import { type Money, add } from './money';

const lineSchema = z.object({
  product: z.string().min(1),
  quantity: z.number().int().positive(),
  price: z.object({ amount: z.number().int().nonnegative(), currency: z.string().length(3) }),
});

export const orderSchema = z.object({ lines: z.array(lineSchema).min(1) });

export type OrderLine = z.infer<typeof lineSchema>;
export type Order = z.infer<typeof orderSchema>;

/** What all lines cost together. */
export function total(order: Order): Money {
  return order.lines
    .map((line) => ({ amount: line.price.amount * line.quantity, currency: line.price.currency }))
    .reduce(add);
}
