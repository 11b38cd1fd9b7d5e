"""From a CRM export to the kit's CRM tables; what was understood and what was left out is always shown."""
