-- The total says how many items there are.
select totals.items as total, count(items.id) as items
from totals left join items on true
group by totals.items
having totals.items <> count(items.id);
