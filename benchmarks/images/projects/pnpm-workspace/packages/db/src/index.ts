export { OrderEntity } from './order.entity';
export { ProductEntity } from './product.entity';
export { dataSource } from './data-source';
