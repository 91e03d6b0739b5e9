import { DataSource } from 'typeorm';
import { OrderEntity } from './order.entity';
import { ProductEntity } from './product.entity';

/** The data source of a PostgreSQL address; it connects when it is initialized, not before. */
export function dataSource(url: string): DataSource {
  return new DataSource({ type: 'postgres', url, entities: [OrderEntity, ProductEntity], synchronize: false });
}
