import { type Order, format, total } from '@shop/shared';
import { Workbook } from 'exceljs';

/** A workbook with one row an order. */
export function workbook(orders: readonly Order[]): Workbook {
  const book = new Workbook();
  const sheet = book.addWorksheet('Orders');
  sheet.columns = [{ header: 'Lines' }, { header: 'Total' }];
  for (const order of orders) {
    sheet.addRow([order.lines.length, format(total(order))]);
  }
  return book;
}
