//! How does a function of ours stand in a plan? A name, its parameters as text, and what it does to columns.
//!
//! Name and parameters say everything: two calls with the same ones are the same, and another machine can make it again.

use std::any::Any;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringViewArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// What a function does: columns of one length to a column of that length.
type Body = dyn Fn(&[ArrayRef]) -> Result<ArrayRef> + Send + Sync;

struct OwnFunction {
    name: &'static str,
    parameters: String,
    returns: DataType,
    signature: Signature,
    body: Box<Body>,
    told: Option<Arc<dyn Any + Send + Sync>>,
}

/// The call of such a function.
pub(crate) fn call(
    name: &'static str,
    parameters: impl Into<String>,
    returns: DataType,
    arguments: Vec<Expr>,
    body: impl Fn(&[ArrayRef]) -> Result<ArrayRef> + Send + Sync + 'static,
) -> Expr {
    OwnFunction {
        name,
        parameters: parameters.into(),
        returns,
        signature: Signature::variadic_any(Volatility::Immutable),
        body: Box::new(body),
        told: None,
    }
    .call(arguments)
}

/// The call of a yes-or-no function that tells those who plan what it looks for; see [`told`].
pub(crate) fn test_for<T: fmt::Debug + Send + Sync + 'static>(
    name: &'static str,
    sought: T,
    arguments: Vec<Expr>,
    body: impl Fn(&T, &[ArrayRef]) -> Result<ArrayRef> + Send + Sync + 'static,
) -> Expr {
    let sought = Arc::new(sought);
    let told = Arc::clone(&sought);
    OwnFunction {
        name,
        parameters: format!("{sought:?}"),
        returns: DataType::Boolean,
        signature: Signature::variadic_any(Volatility::Immutable),
        body: Box::new(move |columns| body(&sought, columns)),
        told: Some(told),
    }
    .call(arguments)
}

/// What a call of ours looks for, if it is of that kind and tells.
pub(crate) fn told<T: 'static>(call: &ScalarFunction) -> Option<&T> {
    let function = call.func.inner().downcast_ref::<OwnFunction>()?;
    function.told.as_ref()?.downcast_ref()
}

impl OwnFunction {
    fn call(self, arguments: Vec<Expr>) -> Expr {
        let function = Arc::new(ScalarUDF::new_from_impl(self));
        Expr::ScalarFunction(ScalarFunction::new_udf(function, arguments))
    }
}

/// The texts of a column, whatever its text type.
pub(crate) fn texts(column: &ArrayRef) -> Result<StringViewArray> {
    let column = cast(column, &DataType::Utf8View)?;
    column
        .as_any()
        .downcast_ref::<StringViewArray>()
        .cloned()
        .ok_or_else(|| DataFusionError::Internal("a cast to text gave something else".to_owned()))
}

impl fmt::Debug for OwnFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{{{}}}", self.name, self.parameters)
    }
}

impl PartialEq for OwnFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.parameters == other.parameters && self.returns == other.returns
    }
}

impl Eq for OwnFunction {}

impl Hash for OwnFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.parameters.hash(state);
    }
}

impl ScalarUDFImpl for OwnFunction {
    fn name(&self) -> &str {
        self.name
    }

    fn schema_name(&self, arguments: &[Expr]) -> Result<String> {
        let arguments: Vec<String> = arguments
            .iter()
            .map(|argument| argument.schema_name().to_string())
            .collect();
        Ok(format!(
            "{}{{{}}}({})",
            self.name,
            self.parameters,
            arguments.join(",")
        ))
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(self.returns.clone())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let columns: Vec<ArrayRef> = args
            .args
            .into_iter()
            .map(|value| value.into_array(args.number_rows))
            .collect::<Result<_>>()?;
        (self.body)(&columns).map(ColumnarValue::Array)
    }
}
