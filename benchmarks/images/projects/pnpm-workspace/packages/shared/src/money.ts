/** An amount in the currency's smallest unit. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** The sum of two amounts of one currency; throws where the currencies differ. */
export function add(left: Money, right: Money): Money {
  if (left.currency !== right.currency) {
    throw new Error(`${left.currency} and ${right.currency} can't be added`);
  }
  return { amount: left.amount + right.amount, currency: left.currency };
}

export function format(money: Money): string {
  return `${(money.amount / 100).toFixed(2)} ${money.currency}`;
}
