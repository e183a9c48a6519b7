extension PublicSchema {
    /// Chains of blocks: tables of public projects, in words of our own, as far as they matter here.
    static let chains: [PublicSchema] = [
        // shimkiv/mina-indexer: store/queries/validators_import.sql
        PublicSchema(
            "shimkiv/mina-indexer", "a height orders, and is an integer",
            .refused(
                "column last_height is integer: it cannot hold last_height, such as 2147483655: make it bigint, or say 'versions: small'"
            ),
            """
            create table validators (
                public_key text primary key, start_height integer not null, last_height integer not null, blocks_created integer
            );
            """,
            """
            insert into validators as stored (public_key, start_height, last_height, blocks_created) values (:'id',
                :'start_height', :'last_height', :'blocks_created')
            on conflict (public_key) do update set start_height = excluded.start_height, last_height =
                excluded.last_height, blocks_created = excluded.blocks_created
            where stored.last_height <= excluded.last_height;
            """,
            """
            table: validators
            collection: chain:validator
            version: last_height
            deletes: never
            columns: {public_key: id}
            """),
        // shimkiv/mina-indexer: store/queries/validators_import.sql
        PublicSchema(
            "shimkiv/mina-indexer", "the same, with small versions", .holds,
            """
            create table validators (
                public_key text primary key, start_height integer not null, last_height integer not null, blocks_created integer
            );
            """,
            """
            insert into validators as stored (public_key, start_height, last_height, blocks_created) values (:'id',
                :'start_height', :'last_height', :'blocks_created')
            on conflict (public_key) do update set start_height = excluded.start_height, last_height =
                excluded.last_height, blocks_created = excluded.blocks_created
            where stored.last_height <= excluded.last_height;
            """,
            """
            table: validators
            collection: chain:validator
            version: last_height
            versions: small
            deletes: never
            columns: {public_key: id}
            """),
        // worldcoin/hubble-commander: db/migrations/000001_create_table_transaction.up.sql
        PublicSchema(
            "worldcoin/hubble-commander", "a hash of bytes, numbers of 78 digits", .holds,
            """
            create table "transaction" (
                tx_hash bytea primary key, from_index numeric(78), amount numeric(78), fee numeric(78), nonce numeric(78) not null,
                "signature" bytea
            );
            """,
            """
            insert into "transaction" as stored (tx_hash, from_index, amount, fee, nonce, "signature") values
                (:'id', :'from_index', :'amount', :'fee', :'nonce', :'signature')
            on conflict (tx_hash) do update set from_index = excluded.from_index, amount = excluded.amount, fee =
                excluded.fee, nonce = excluded.nonce, "signature" = excluded."signature"
            where stored.nonce <= excluded.nonce;
            """,
            """
            table: '"transaction"'
            collection: chain:transaction
            version: nonce
            deletes: never
            columns: {tx_hash: id}
            """),
        // DAppBoard/dappboard-etl: schemas/tables/transactions.sql
        PublicSchema(
            "DAppBoard/dappboard-etl", "a nullable unique hash, numbers of 38 digits", .holds,
            """
            create table transactions (
                block_number bigint not null, from_address text, gas_price bigint, hash text, value decimal(38, 0), status boolean,
                constraint unique_transaction unique (hash)
            );
            """,
            """
            insert into transactions as stored (block_number, from_address, gas_price, hash, value, status) values
                (:'block_number', :'from_address', :'gas_price', :'id', :'value', :'status')
            on conflict (hash) do update set block_number = excluded.block_number, from_address =
                excluded.from_address, gas_price = excluded.gas_price, value = excluded.value, status =
                excluded.status
            where stored.block_number <= excluded.block_number;
            """,
            """
            table: transactions
            collection: chain:transaction
            version: block_number
            deletes: never
            columns: {hash: id}
            """),
        // Oleg323-creator/block_tracker1.0: migrations/1_create_transactions.up.sql
        PublicSchema(
            "Oleg323-creator/block_tracker1.0", "values as varchar", .stale,
            """
            create table transactions (
                id serial primary key, hash varchar(100) unique, from_addr varchar(100), value varchar(255), block_number bigint
            );
            """,
            """
            insert into transactions as stored (hash, from_addr, value, block_number) values (:'id', :'from_addr',
                :'value', :'block_number')
            on conflict (hash) do update set from_addr = excluded.from_addr, value = excluded.value, block_number =
                excluded.block_number;
            """,
            """
            table: transactions
            collection: chain:transaction
            deletes: never
            columns: {hash: id}
            """),
    ]
}
