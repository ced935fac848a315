-- SPDX-License-Identifier: Apache-2.0
-- The shop's tables. Amounts are in the currency's smallest unit; times are moments, not local times.

create table if not exists orders (
  id varchar(36) primary key,
  item varchar(40) not null,
  amount bigint not null,
  currency char(3) not null,
  status varchar(12) not null check (status in ('OPEN', 'PAID', 'CANCELLED', 'REFUNDED')),
  paid_by varchar(32),
  created_at timestamp(3) with time zone not null
);

-- One row for each try to collect, written before the provider is asked.
create table if not exists attempts (
  number varchar(32) primary key,
  order_id varchar(36) not null references orders,
  place int not null,
  merchant varchar(64) not null,
  scene varchar(20) not null,
  ref varchar(600) not null,
  state varchar(20),
  -- The whole of it was given back, here or in the provider's portal: no report leads out of that.
  went_back boolean default false not null,
  paid_at timestamp(3) with time zone,
  follow_up varchar(60) not null,
  follow_up_at timestamp(3) with time zone,
  leased_until timestamp(3) with time zone,
  unique (order_id, place)
);

create index if not exists attempts_due on attempts (follow_up_at);

-- What is to be sent to the customer; the parcel service reads it. One row for each order, ever.
create table if not exists shipments (
  order_id varchar(36) primary key references orders,
  number varchar(32) not null,
  due_at timestamp(3) with time zone not null
);

-- Money to give back. The row comes first and the call after it. Tried is true from before the call
-- until it is proven that nothing happened.
create table if not exists refunds (
  refund_id varchar(32) primary key,
  number varchar(32) not null references attempts,
  order_id varchar(36) not null references orders,
  amount bigint not null,
  amount_before bigint not null,
  standing varchar(10) not null check (standing in ('DUE', 'RUNNING', 'DONE', 'REFUSED', 'FAILED', 'LOOK')),
  tried boolean default false not null,
  done_at timestamp(3) with time zone,
  follow_up varchar(60) not null,
  follow_up_at timestamp(3) with time zone,
  leased_until timestamp(3) with time zone
);

create index if not exists refunds_due on refunds (follow_up_at);

-- Which refund each of the staff's clicks has decided. A click is never forgotten, though another one
-- may have asked for the same refund again: made once more, it finds its refund and sends nothing.
create table if not exists clicks (
  number varchar(32) not null references attempts,
  click varchar(64) not null,
  refund_id varchar(32) not null references refunds on update cascade,
  primary key (number, click)
);

-- Merchants who came after the shop was configured. A real table holds the settings encrypted.
create table if not exists merchants (
  id varchar(64) primary key,
  label varchar(80) not null,
  provider varchar(20) not null,
  scenes varchar(100) not null,
  settings varchar(60000) not null,
  version bigint not null
);

-- The provider's books of one day, provisional until the statement is read to its end.
create table if not exists statement_rows (
  merchant varchar(64) not null,
  statement_day date not null,
  row_number bigint not null,
  number varchar(64) not null,
  refund_id varchar(64) not null,
  amount bigint not null,
  currency char(3) not null,
  state varchar(10) not null,
  primary key (merchant, statement_day, row_number)
);

-- Where the provider's books and ours differ, for a person to look at.
create table if not exists differences (
  merchant varchar(64) not null,
  statement_day date not null,
  number varchar(64) not null,
  refund_id varchar(64) not null,
  kind varchar(24) not null,
  remedy varchar(20) not null,
  primary key (merchant, statement_day, number, refund_id, kind)
);

-- One run of a nightly job at a time, in however many instances.
create table if not exists nights (
  merchant varchar(64) not null,
  statement_day date not null,
  leased_until timestamp(3) with time zone not null,
  done boolean not null,
  primary key (merchant, statement_day)
);
