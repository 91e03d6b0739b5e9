export { type Money, add, format } from './money';
export { type Order, type OrderLine, orderSchema, total } from './order';
export { userId } from './process';
