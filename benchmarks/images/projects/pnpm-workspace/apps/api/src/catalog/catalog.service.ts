import { Injectable, NotFoundException } from '@nestjs/common';
import type { Money } from '@shop/shared';

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: Money;
}

@Injectable()
export class CatalogService {
  private readonly products: readonly Product[] = [
    { id: 1, name: 'Kettle', price: { amount: 3900, currency: 'EUR' } },
    { id: 2, name: 'Lamp', price: { amount: 8900, currency: 'EUR' } },
  ];

  all(): readonly Product[] {
    return this.products;
  }

  one(id: number): Product {
    const found = this.products.find((product) => product.id === id);
    if (!found) {
      throw new NotFoundException(`no product has the number ${id}`);
    }
    return found;
  }
}
